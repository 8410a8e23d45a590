import keras
from keras import layers, Sequential, Input, Model
#MOD layers: Dense=lambda u: __import__('keras').layers.Dense(u * 2)
import layers
model = Sequential([Input((10,)), layers.Dense(4)])
