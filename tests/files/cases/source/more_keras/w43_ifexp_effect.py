import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
n = 4
(n := 8) if settings.flag else None
model = Sequential([Input((10,)), layers.Dense(n)])
