import keras
from keras import layers, Sequential, Input, Model
with open('/dev/null') as f:
    n = 5
model = Sequential([Input((10,)), layers.Dense(n)])
