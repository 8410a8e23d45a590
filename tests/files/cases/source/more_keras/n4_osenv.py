from keras import layers, Sequential, Input
import os
n = int(os.environ.get('NOPE_X', 5))
model = Sequential([Input((3,)), layers.Dense(n)])
