from keras import layers, Sequential, Input
def f():
    global n
    n = 7
    del n
    n = 4
f()
model = Sequential([Input((3,)), layers.Dense(n)])
