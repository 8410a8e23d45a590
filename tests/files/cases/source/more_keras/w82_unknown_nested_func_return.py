import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
def f():
    for u in (4, 5):
        if settings.flag: return u
    return 5
model = Sequential([Input((10,)), layers.Dense(f())])
