from . import HARD_NUMBERS, StepCase, numbers


def cases():
    frame = numbers(x=HARD_NUMBERS, y=HARD_NUMBERS[::-1])
    inputs = {"x": "number", "y": "number"}
    yield StepCase("drop-missing-any", [{"drop_missing": ["x", "y"]}], frame, frame.dropna(), inputs)
    yield StepCase(
        "drop-missing-all",
        [{"drop_missing": {"how": "all"}}],
        frame,
        frame.dropna(how="all"),
        inputs,
    )
