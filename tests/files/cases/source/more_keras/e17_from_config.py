import keras
from keras import layers, Sequential, Input, Model
d = layers.Dense(8, use_bias=False)
e = layers.Dense.from_config({**d.get_config(), 'name': 'e', 'units': 6})
model = Sequential([Input((10,)), d, e])
