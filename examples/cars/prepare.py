"""Make the tables of the example out of a real one: 406 cars of 1970 to 1982, as Donoho and Ramos collected them.

    pip install vega_datasets==0.9.0 pandas==3.1.1
    python prepare.py

Writes known.csv (cars of the seventies, with the miles a gallon that were measured) and new.csv (the later ones, without).
Values are those of the data set; weights are written as dealers write them, "3,504 lbs".
"""

from pathlib import Path

from vega_datasets import local_data

HERE = Path(__file__).resolve().parent
NAMES = {
    "Name": "name",
    "Origin": "origin",
    "Year": "built",
    "Cylinders": "cylinders",
    "Displacement": "displacement",
    "Horsepower": "horsepower",
    "Weight_in_lbs": "weight",
    "Acceleration": "acceleration",
    "Miles_per_Gallon": "mpg",
}


def main():
    cars = local_data.cars().rename(columns=NAMES)[list(NAMES.values())]
    cars["weight"] = cars["weight"].map("{:,} lbs".format)
    cars["built"] = cars["built"].dt.strftime("%Y-%m-%d")
    is_new = cars["built"] >= "1980"
    cars[~is_new].to_csv(HERE / "known.csv", index=False)
    cars[is_new].drop(columns="mpg").to_csv(HERE / "new.csv", index=False)


if __name__ == "__main__":
    main()
