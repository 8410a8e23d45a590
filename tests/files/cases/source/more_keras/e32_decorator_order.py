import keras
from keras import layers, Sequential, Input, Model
def add1(f): return lambda u: f(u + 1)
def mul2(f): return lambda u: f(u * 2)
@add1
@mul2
def dense(u): return layers.Dense(u)
model = Sequential([Input((10,)), dense(3)])
