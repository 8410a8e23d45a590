import keras
from keras import layers, Sequential, Input, Model
#MOD config: UNITS=12
import config
model = Sequential([Input((10,)), layers.Dense(config.UNITS or 8)])
