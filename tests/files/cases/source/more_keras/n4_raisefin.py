from keras import layers, Sequential, Input
n = 0
def f():
    global n
    for i in range(3):
        try:
            if i == 1: raise ValueError
            n += 1
        except ValueError: n += 10; break
        else: n += 100
        finally: n += 1000
f()
n = n // 100
model = Sequential([Input((3,)), layers.Dense(n)])
