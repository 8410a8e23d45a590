import keras
from keras import layers, Sequential, Input, Model
n = [4]
def f():
    try:
        return n[0]
    finally:
        n[0] = 9
model = Sequential([Input((10,)), layers.Dense(f()), layers.Dense(n[0])])
