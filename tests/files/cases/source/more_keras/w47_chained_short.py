import keras
from keras import layers, Sequential, Input, Model
calls = []
def f(n):
    calls.append(n)
    return n
f(5) < f(3) < f(9)
model = Sequential([Input((10,)), layers.Dense(len(calls) + 2)])
