from keras import layers, Sequential, Input
n = 4
try:
    e = 7
    raise ValueError
except ValueError as e: pass
try: n = e
except NameError: n = 6
model = Sequential([Input((3,)), layers.Dense(n)])
