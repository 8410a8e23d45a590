from keras import layers, Sequential, Input
n = 0
try: int('3')
except ValueError: n = 5
else: n = 7
finally: n += 1
model = Sequential([Input((3,)), layers.Dense(n)])
