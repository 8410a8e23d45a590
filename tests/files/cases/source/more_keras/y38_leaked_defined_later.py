import keras
from keras import layers, Sequential, Input, Model
#MOD settings: kept=[]; hold=kept.append; go=lambda: kept[0]()
#ALT settings: hold=lambda f: 0; go=lambda: 0
import settings
def outer(): inner()
settings.hold(outer)
n = 3
def inner():
    global n
    n = 5
settings.go()
model = Sequential([Input((10,)), layers.Dense(n)])
