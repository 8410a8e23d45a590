import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
xs = [4]
settings.flag or xs.append(5)
model = Sequential([Input((10,)), *[layers.Dense(u) for u in xs]])
