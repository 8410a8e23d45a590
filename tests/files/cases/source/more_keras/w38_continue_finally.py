import keras
from keras import layers, Sequential, Input, Model
n = 1
for i in range(3):
    try:
        if i == 1: continue
        n += 1
    finally:
        n += 10
model = Sequential([Input((10,)), layers.Dense(n)])
