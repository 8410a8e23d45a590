from keras import layers, Sequential, Input
def f():
    n = 3
    exec('n = 9')
    return n
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
