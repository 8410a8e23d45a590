import keras
from keras import layers, Sequential, Input, Model
def f():
    u = 4
    locals()['u'] = 9
    return u
globals()['k'] = 6
model = Sequential([Input((10,)), layers.Dense(f()), layers.Dense(k)])
