from keras import layers, Sequential, Input
n = 3
class C:
    def __del__(self):
        global n
        n = 9
c = C()
del c
model = Sequential([Input((3,)), layers.Dense(n)])
