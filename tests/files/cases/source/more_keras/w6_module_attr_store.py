import keras
from keras import layers, Sequential, Input, Model
#MOD settings: x=None\ndef go(): x.append(3)
#ALT settings: x=None; go=lambda: 0
import settings
xs = [4]
settings.x = xs
settings.go()
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
