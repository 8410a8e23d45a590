"""The smallest program that parses two options with typer."""

import typer


def main(units: int = typer.Option(...), input: int = typer.Option(...)) -> None:
    print(units, input)


typer.run(main)
