import keras
from keras import layers, Sequential, Input, Model
#MOD settings: flag=True
#ALT settings: flag=False
import settings
def f():
    if settings.flag: u = 4
    try: return u
    except NameError: return 8
model = Sequential([Input((10,)), layers.Dense(f())])
