"""The smallest program that parses two options with typer and prints a two-column rich table."""

import typer


def main(units: int = typer.Option(...), input: int = typer.Option(...)) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "size")
    table.add_row("units", str(units))
    table.add_row("input", str(input))
    Console().print(table)


typer.run(main)
