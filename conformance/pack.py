"""Pack what `train.py` wrote into one archive a family: `python pack.py TRAINED OUT`.

Thousands of small files that are much alike take a quarter of the space together. The same files give the same bytes.
"""

import lzma
import os
import shutil
import sys
import tarfile


def main(trained, out):
    os.makedirs(out, exist_ok=True)
    for name in sorted(os.listdir(trained)):
        path = os.path.join(trained, name)
        if os.path.isdir(path):
            pack(path, os.path.join(out, name + ".tar.xz"))
        elif name == "estimators.json":
            shutil.copyfile(path, os.path.join(out, name))


def pack(folder, archive):
    with lzma.open(archive, "wb", preset=9 | lzma.PRESET_EXTREME) as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as tar:
            # Like beside like: the records, then the models by the form of their file.
            for name in sorted(os.listdir(folder), key=lambda each: (each.split(".", 1)[1], each)):
                tar.add(os.path.join(folder, name), arcname=name, recursive=False, filter=anonymous)


def anonymous(member):
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o644
    return member


if __name__ == "__main__":
    main(*sys.argv[1:])
