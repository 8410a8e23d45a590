import keras
from keras import layers, Sequential, Input, Model
n = 4
try:
    with open('/no/such/file') as f:
        n = 5
except OSError: pass
model = Sequential([Input((10,)), layers.Dense(n)])
