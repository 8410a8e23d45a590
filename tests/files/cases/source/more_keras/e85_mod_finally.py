import keras
from keras import layers, Sequential, Input, Model
#MOD helper: def fail(): raise KeyError
from helper import fail
n = 4
try:
    try:
        fail()
        n = 8
    finally:
        n += 1
except KeyError:
    n *= 2
model = Sequential([Input((10,)), layers.Dense(n)])
