import keras
from keras import layers, Sequential, Input, Model
class C: units = 4
c = C()
c.__dict__['units'] = 7
model = Sequential([Input((10,)), layers.Dense(c.units)])
