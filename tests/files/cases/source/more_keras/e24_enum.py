import keras
from keras import layers, Sequential, Input, Model
from enum import Enum, IntEnum
class Size(IntEnum):
    SMALL = 4
    LARGE = 16
    BIG = 16
model = Sequential([Input((10,)), layers.Dense(Size.BIG), layers.Dense(len(Size))])
