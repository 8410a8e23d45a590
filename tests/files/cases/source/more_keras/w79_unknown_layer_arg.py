import keras
from keras import layers, Sequential, Input, Model
#MOD settings: r=0.5
#ALT settings: r=0.1
import settings
model = Sequential([Input((10,)), layers.Dropout(settings.r), layers.Dense(4)])
