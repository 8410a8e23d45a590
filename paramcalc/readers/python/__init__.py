"""Python source read without being run: constants, arithmetic, calls of layer classes, loops over known things."""
