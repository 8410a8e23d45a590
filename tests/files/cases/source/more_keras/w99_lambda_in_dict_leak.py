import keras
from keras import layers, Sequential, Input, Model
#MOD settings: hold=lambda d: d['f']()
#ALT settings: hold=lambda x: 0
import settings
xs = [4]
settings.hold({'f': lambda: xs.append(3)})
model = Sequential([Input((10,)), *[layers.Dense(x) for x in xs]])
