import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
class C: units = 4
c = C(); c.units = 6
for _ in range(1):
    if settings.flag: del c.units
model = Sequential([Input((10,)), layers.Dense(c.units)])
