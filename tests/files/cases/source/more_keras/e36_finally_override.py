import keras
from keras import layers, Sequential, Input, Model
def f():
    try:
        return 8
    finally:
        return 4
model = Sequential([Input((10,)), layers.Dense(f())])
