import keras
from keras import layers, Sequential, Input, Model
#MOD helper: class Base: units = 64
from helper import Base
class C(Base):
    depth = 1
    def size(self): return getattr(self, 'units', 8)
model = Sequential([Input((10,)), layers.Dense(C().size())])
