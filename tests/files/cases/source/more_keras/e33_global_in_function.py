import keras
from keras import layers, Sequential, Input, Model
units = 8
def set_units(u):
    global units
    units = u
def build():
    return Sequential([Input((10,)), layers.Dense(units)])
set_units(16)
model = build()
units = 99
