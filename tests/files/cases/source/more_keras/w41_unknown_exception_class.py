import keras
from keras import layers, Sequential, Input, Model
#MOD settings: Err=ValueError
#ALT settings: Err=KeyError
from settings import Err
n = 1
try:
    n = 4
    raise ValueError
except Err:
    n = 4
except ValueError:
    n = 8
model = Sequential([Input((10,)), layers.Dense(n)])
