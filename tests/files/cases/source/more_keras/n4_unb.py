from keras import layers, Sequential, Input
n = 3
def f():
    try: return n
    except UnboundLocalError: return 7
    n = 4
n = f()
model = Sequential([Input((3,)), layers.Dense(n)])
