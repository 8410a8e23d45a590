import keras
from keras import layers, Sequential, Input, Model
class A:
    def __init__(self): self.__u = 4
    def get(self): return self.__u
class B(A):
    def __init__(self):
        super().__init__()
        self.__u = 9
model = Sequential([Input((10,)), layers.Dense(B().get())])
