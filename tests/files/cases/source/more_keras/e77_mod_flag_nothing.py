import keras
from keras import layers, Sequential, Input, Model
#MOD config: VERBOSE=True
from config import VERBOSE
model = Sequential([Input((10,)), layers.Dense(8)])
if VERBOSE:
    print(model.name)
