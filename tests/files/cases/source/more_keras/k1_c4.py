from keras import layers, Sequential, Input
n = 4
def f():
    global n
    try:
        return 1
    finally:
        n = 7
        return 2
m = f()
model = Sequential([Input((3,)), layers.Dense(n), layers.Dense(m)])
