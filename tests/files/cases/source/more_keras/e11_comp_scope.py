import keras
from keras import layers, Sequential, Input, Model
u = 3
sizes = [u for u in (5, 6)]
model = Sequential([Input((10,)), layers.Dense(u)])
