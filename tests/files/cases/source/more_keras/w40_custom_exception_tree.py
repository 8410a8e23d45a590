import keras
from keras import layers, Sequential, Input, Model
class A(Exception): pass
class B(A): pass
try:
    raise B('x')
except A as e:
    n = 4 if type(e) is A else 6
except B:
    n = 8
model = Sequential([Input((10,)), layers.Dense(n)])
