import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
n = 4
def a():
    global n
    n = 6
def b(): pass
(a if settings.f else b)()
model = Sequential([Input((10,)), layers.Dense(n)])
