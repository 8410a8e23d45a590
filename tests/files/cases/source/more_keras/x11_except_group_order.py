import keras
from keras import layers, Sequential, Input, Model
n = 0
for e in (KeyError, IndexError, ValueError, StopIteration, ZeroDivisionError):
    try:
        raise e
    except LookupError: n += 1
    except ArithmeticError: n += 10
    except Exception: n += 3
model = Sequential([Input((10,)), layers.Dense(n)])
