/**
 * What a name in a pickle means to a scan. Names are matched exactly, module and qualified name together; a module is
 * listed as a whole where nothing in it has a place in a model file.
 */
import { isCloudpickleMaker } from './cloudpickle.ts'
import { KNOWN_GLOBALS } from './known-globals.ts'

/** `dangerous` runs code or reaches files, processes or the network; `unknown` is on no list; `harmless` on ours. */
export type Severity = 'dangerous' | 'unknown' | 'harmless'

/** Modules of which every name is dangerous, their submodules included. */
const DANGEROUS_MODULES: ReadonlySet<string> = new Set(
  (
    'os posix nt posixpath ntpath subprocess _posixsubprocess sys runpy code codeop pty tty socket _socket ' +
    'socketserver ssl importlib imp ctypes _ctypes webbrowser shutil commands popen2 platform pdb bdb cProfile profile ' +
    'trace timeit doctest pydoc pip ensurepip venv idlelib distutils setuptools site sysconfig zipimport pkgutil ' +
    'multiprocessing threading _thread asyncio concurrent signal mmap resource fcntl pickle _pickle cPickle ' +
    'pickletools dill cloudpickle shelve dbm marshal types inspect ast dis gc weakref atexit builtin io _io fileinput ' +
    'tempfile glob zipfile tarfile gzip bz2 lzma http urllib urllib2 urllib3 httplib requests aiohttp ftplib smtplib ' +
    'poplib imaplib telnetlib xmlrpc sqlite3 torch.hub torch.serialization nose test unittest logging.config ' +
    'lib2to3 crypt pwd grp spwd getpass readline rlcompleter curses turtle tkinter winreg _winapi msvcrt antigravity'
  ).split(' '),
)

/** Names that are dangerous in modules that also hold harmless ones. */
const DANGEROUS_NAMES: Readonly<Record<string, string>> = {
  builtins:
    'eval exec execfile compile __import__ getattr setattr delattr open input raw_input file apply breakpoint globals ' +
    'locals vars dir help memoryview map filter reduce reload exit quit print __build_class__ classmethod property super',
  operator: 'attrgetter methodcaller itemgetter call',
  _operator: 'attrgetter methodcaller itemgetter call',
  functools: 'reduce singledispatch cached_property',
  _functools: 'reduce',
  itertools: 'starmap accumulate filterfalse takewhile dropwhile groupby',
  collections: 'namedtuple UserDict',
  copyreg: '__newobj_ex__ add_extension pickle constructor',
  codecs: 'open decode encode lookup getreader EncodedFile StreamReaderWriter',
  _codecs: 'decode lookup register',
  logging: 'FileHandler basicConfig config',
  pathlib: 'Path',
  numpy:
    'load loadtxt genfromtxt fromfile fromregex save savez savez_compressed savetxt memmap lookfor deprecate apply_along_axis ' +
    'apply_over_axes vectorize frompyfunc fromfunction fromiter piecewise DataSource source info',
  'numpy.core.multiarray': 'fromfile _vec_string',
  'numpy._core.multiarray': 'fromfile _vec_string',
  'numpy.lib.npyio': 'load loadtxt genfromtxt fromregex save savez savez_compressed savetxt NpzFile DataSource',
  'numpy.lib._npyio_impl': 'load loadtxt genfromtxt fromregex save savez savez_compressed savetxt NpzFile',
  'numpy.lib.format': 'read_array open_memmap write_array',
  'numpy.testing._private.utils': 'runstring',
  'numpy.f2py.capi_maps': 'getinit',
  'numpy.f2py.crackfortran': 'getlincoef myeval param_eval _eval_length',
  'numpy.distutils.exec_command': 'exec_command',
  'scipy.io': 'loadmat savemat mmread mmwrite',
  joblib: 'load dump Memory Parallel delayed',
  'joblib.numpy_pickle': 'load dump',
  'joblib.memory': 'Memory MemorizedFunc',
  'joblib.func_inspect': 'get_func_code',
  'joblib.externals.loky': 'get_reusable_executor',
  pandas:
    'read_pickle read_csv read_table read_json read_html read_xml read_excel read_parquet read_feather read_hdf read_sql ' +
    'read_sql_query read_stata read_sas read_orc read_clipboard read_fwf read_gbq to_pickle eval ExcelFile HDFStore',
  'pandas.io.pickle': 'read_pickle to_pickle',
  'pandas.core.computation.eval': 'eval',
  'sklearn.datasets': 'fetch_openml load_files load_svmlight_file dump_svmlight_file',
  torch: 'load save jit hub compile',
  'torch.storage': '_load_from_bytes',
  'torch.jit': 'load',
  'torch._inductor.codecache': 'compile_file',
  keras: 'models',
}

/** Python 2's names of modules that Python 3 maps to others when it loads a pickle. */
const RENAMED_MODULES: Readonly<Record<string, string>> = {
  __builtin__: 'builtins',
  copy_reg: 'copyreg',
  exceptions: 'builtins',
}

const DANGEROUS: ReadonlyMap<string, ReadonlySet<string>> = setsOf(DANGEROUS_NAMES)
const HARMLESS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(KNOWN_GLOBALS).map(([module, names]) => [module, new Set(names)]),
)

/** What a scan says to this name. Danger beats harmlessness. */
export function severityOf(module: string, name: string): Severity {
  const actual = Object.hasOwn(RENAMED_MODULES, module) ? (RENAMED_MODULES[module] as string) : module
  // What these make is reported by the scan; making it runs nothing.
  if (isCloudpickleMaker(actual, name)) return 'harmless'
  if (isDangerousModule(actual) || DANGEROUS.get(actual)?.has(name) === true) return 'dangerous'
  // `getattr` in disguise: Python follows the dots from the module to whatever they lead to.
  const [first] = name.split('.', 1)
  if (name.includes('.') && DANGEROUS.get(actual)?.has(first as string) === true) return 'dangerous'
  return HARMLESS.get(actual)?.has(name) === true ? 'harmless' : 'unknown'
}

function isDangerousModule(module: string): boolean {
  for (let end = module.length; end > 0; end = module.lastIndexOf('.', end - 1)) {
    if (DANGEROUS_MODULES.has(module.slice(0, end))) return true
  }
  return false
}

function setsOf(table: Readonly<Record<string, string>>): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(Object.entries(table).map(([module, names]) => [module, new Set(names.split(' '))]))
}
