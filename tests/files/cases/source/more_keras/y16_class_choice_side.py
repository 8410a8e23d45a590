import keras
from keras import layers, Sequential, Input, Model
#MOD settings: f=True
#ALT settings: f=False
import settings
n = []
class A:
    def __init__(self): n.append(3)
class B: pass
(A if settings.f else B)()
model = Sequential([Input((10,)), layers.Dense(len(n) + 1)])
