from keras import layers, Sequential, Input
class A:
    made = 0
    def __new__(cls, *a):
        cls.made += 1
        return super().__new__(cls)
A(); A()
n = A.made + 1
model = Sequential([Input((3,)), layers.Dense(n)])
