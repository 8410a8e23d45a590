import keras
from keras import layers, Sequential, Input, Model
n = 4
def g():
    global n
    try:
        yield 3
    finally:
        n = 9
for u in g(): break
for u in g(): pass
model = Sequential([Input((10,)), layers.Dense(n)])
