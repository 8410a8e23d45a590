import keras
from keras import layers, Sequential, Input, Model
model = Sequential([Input((10,)), layers.Dense(5, name='a')])
try: model.add(layers.Dense(6, name='a'))
except ValueError: model.add(layers.Dense(7))
