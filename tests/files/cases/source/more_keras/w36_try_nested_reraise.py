import keras
from keras import layers, Sequential, Input, Model
n = 1
try:
    try:
        raise KeyError
    except ValueError:
        n = 2
    else:
        n = 3
    finally:
        n += 4
except LookupError as e:
    n += 10
model = Sequential([Input((10,)), layers.Dense(n)])
