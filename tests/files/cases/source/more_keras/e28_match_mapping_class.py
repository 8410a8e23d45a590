import keras
from keras import layers, Sequential, Input, Model
class P:
    __match_args__ = ('units',)
    def __init__(self, units): self.units = units
u = 0
match {'a': P(7), 'b': 2}:
    case {'a': P(0)}: u = 100
    case {'a': P(units=k), **rest}: u = k + len(rest)
model = Sequential([Input((10,)), layers.Dense(u)])
